using Dapper;

namespace Switchyard.Storage.Sql;

/// <summary>How columns and properties meet: snake_case to PascalCase, ids as text, times as milliseconds.</summary>
internal static class SqlConventions
{
    /// <summary>Sets the process-wide mapping; repeating it changes nothing.</summary>
    public static void Apply()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        // A built-in mapping of a type hides its handler, so it goes first.
        Replace(typeof(Guid), typeof(Guid?), new GuidHandler());
        Replace(typeof(DateTimeOffset), typeof(DateTimeOffset?), new InstantHandler());
    }

    private static void Replace(Type type, Type nullable, SqlMapper.ITypeHandler handler)
    {
        SqlMapper.RemoveTypeMap(type);
        SqlMapper.RemoveTypeMap(nullable);
        SqlMapper.AddTypeHandler(type, handler);
    }
}
