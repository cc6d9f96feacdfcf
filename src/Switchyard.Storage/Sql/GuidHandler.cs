using System.Data;
using Dapper;

namespace Switchyard.Storage.Sql;

/// <summary>Ids are TEXT in both databases: the lower-case hyphenated form, which sorts like the id itself.</summary>
internal sealed class GuidHandler : SqlMapper.ITypeHandler
{
    public void SetValue(IDbDataParameter parameter, object value)
    {
        // The type is set for a null too; PostgreSQL can not always infer it.
        parameter.DbType = DbType.String;
        parameter.Value = value is Guid id ? id.ToString("D") : DBNull.Value;
    }

    public object Parse(Type destinationType, object value) => Guid.ParseExact((string)value, "D");
}
