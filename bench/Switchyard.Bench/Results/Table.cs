using System.Text;

namespace Switchyard.Bench.Results;

/// <summary>A Markdown table: readable on a terminal, ready for <c>docs/benchmarks.md</c>.</summary>
internal static class Table
{
    public static string Format(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [head, .. rows];
        var widths = Enumerable.Range(0, head.Count).Select(column => all.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        for (var line = 0; line < all.Count; line++)
        {
            text.Append("| ").AppendJoin(" | ", all[line].Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
            if (line == 0)
            {
                text.Append('|').AppendJoin('|', widths.Select(width => new string('-', width + 2))).Append("|\n");
            }
        }

        return text.ToString();
    }
}
