/* types.c: what is known of a PostgreSQL type, looked up once per statement. */
#include "engine.h"

#include "catalog/pg_type.h"
#include "utils/lsyscache.h"

static ValueKind types_kind(Oid oid) {
  switch (oid) {
  case BOOLOID: return KIND_BOOLEAN;
  case INT2OID: return KIND_INT2;
  case INT4OID: return KIND_INT4;
  case INT8OID: return KIND_INT8;
  case OIDOID: return KIND_OID;
  case FLOAT4OID: return KIND_FLOAT4;
  case FLOAT8OID: return KIND_FLOAT8;
  case NUMERICOID: return KIND_NUMERIC;
  case TEXTOID:
  case VARCHAROID:
  case BPCHAROID:
  case JSONOID: return KIND_TEXT;
  case UNKNOWNOID:
  case CSTRINGOID: return KIND_CSTRING;
  case NAMEOID: return KIND_NAME;
  case BYTEAOID: return KIND_BYTEA;
  case JSONBOID: return KIND_JSONB;
  case FLOAT4ARRAYOID: return KIND_FLOAT4_ARRAY;
  case FLOAT8ARRAYOID: return KIND_FLOAT8_ARRAY;
  case INT2ARRAYOID:
  case INT4ARRAYOID:
  case INT8ARRAYOID:
  case NUMERICARRAYOID: return KIND_NUMBER_ARRAY;
  default: return KIND_OTHER;
  }
}

void types_look_up(ValueType *type, Oid oid, MemoryContext memory) {
  Oid function;
  bool varlena;
  type->type = getBaseType(oid);
  type->domain = type->type == oid ? InvalidOid : oid;
  type->kind = types_kind(type->type);
  type->is_read_only = type->is_label = false;
  if (type->kind != KIND_OTHER) return;
  getTypeOutputInfo(type->type, &function, &varlena);
  fmgr_info_cxt(function, &type->output, memory);
  getTypeInputInfo(type->type, &function, &type->input_parameter);
  fmgr_info_cxt(function, &type->input, memory);
}
