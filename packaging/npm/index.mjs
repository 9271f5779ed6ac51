// The same for import; index.cjs is the implementation.
import implementation from './index.cjs';

export const { load, getLoadablePath } = implementation;
