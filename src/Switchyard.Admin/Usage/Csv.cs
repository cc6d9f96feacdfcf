using System.Buffers;
using System.Text;

namespace Switchyard.Admin.Usage;

/// <summary>Lines of CSV (RFC 4180).</summary>
internal static class Csv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public static void Line(StringBuilder text, IEnumerable<string> fields) =>
        text.AppendJoin(',', fields.Select(field => field.AsSpan().ContainsAny(Quoted) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field)).Append("\r\n");

    /// <summary>Clients choose models, sessions and their own names; a spreadsheet must not take one for a formula.</summary>
    public static string Harmless(string value) => value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
}
