using System.Data;
using Dapper;

namespace Switchyard.Storage.Sql;

/// <summary>Times are BIGINT in both databases: milliseconds since 1970-01-01 UTC.</summary>
internal sealed class InstantHandler : SqlMapper.ITypeHandler
{
    public void SetValue(IDbDataParameter parameter, object value)
    {
        parameter.DbType = DbType.Int64;
        parameter.Value = value is DateTimeOffset time ? time.ToUnixTimeMilliseconds() : DBNull.Value;
    }

    public object Parse(Type destinationType, object value) => DateTimeOffset.FromUnixTimeMilliseconds((long)value);
}
