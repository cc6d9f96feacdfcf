using System.Globalization;
using Dapper;

namespace Switchyard.Storage.Sql;

/// <summary>A list of ids as parameters of a statement: both databases take it in this form.</summary>
internal static class IdList
{
    /// <summary>Adds the ids and returns what stands for them, in parentheses; for none a list that nothing is in.</summary>
    public static string Add(DynamicParameters parameters, string prefix, IReadOnlyCollection<Guid> ids)
    {
        var names = new List<string>(ids.Count);
        foreach (var id in ids)
        {
            var name = prefix + names.Count.ToString(CultureInfo.InvariantCulture);
            parameters.Add(name, id);
            names.Add("@" + name);
        }

        return names.Count == 0 ? "(null)" : $"({string.Join(", ", names)})";
    }
}
