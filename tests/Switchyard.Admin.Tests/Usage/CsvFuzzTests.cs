using System.Text;
using Switchyard.Admin.Usage;
using Switchyard.Fuzzing;

namespace Switchyard.Admin.Tests.Usage;

/// <summary>Names of models, users and sessions are chosen by clients. Whatever they are, a record stays one record of as many fields, and no field begins a formula.</summary>
public sealed class CsvFuzzTests
{
    [Fact]
    public void Fields_are_read_as_they_were_written() => FuzzRun.Check(
        FuzzPlan.Of(["gpt-5|alice|2026-11-26", "=1+1|\"x\"|a,b", "a\nb|c\r\nd|", "||", "\u00fc|\t|@"], "\"", "\"\"", ",", "|", "\r", "\n", "\r\n", "=", "+", "-", "@", "\t", "'", " ", "é", "𝄞"),
        static (input, _) =>
        {
            var fields = Encoding.UTF8.GetString(input).Split('|').Select(Csv.Harmless).ToArray();
            var text = new StringBuilder();
            Csv.Line(text, fields);
            Csv.Line(text, ["next"]);
            var records = Parse(text.ToString());
            Holds.Equal(records.Count, 2);
            Holds.That(records[0].SequenceEqual(fields));
            Holds.That(records[1] is ["next"]);
            Holds.That(fields.All(static field => field.Length == 0 || !"=+-@\t\r".Contains(field[0], StringComparison.Ordinal)));
            return HashCode.Combine(fields.Length, text.ToString().Contains('"', StringComparison.Ordinal));
        },
        leastKinds: 4);

    // RFC 4180, by its grammar.
    private static List<List<string>> Parse(string text)
    {
        var records = new List<List<string>>();
        var (record, field, at) = (new List<string>(), new StringBuilder(), 0);
        while (at < text.Length)
        {
            if (field.Length == 0 && text[at] == '"')
            {
                for (at++; at < text.Length && (text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"')); at++)
                {
                    field.Append(text[at]);
                    at += text[at] == '"' ? 1 : 0;
                }

                at++;
            }
            else if (text[at] == ',')
            {
                record.Add(field.ToString());
                field.Clear();
                at++;
            }
            else if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
            {
                record.Add(field.ToString());
                field.Clear();
                records.Add(record);
                record = [];
                at += 2;
            }
            else
            {
                field.Append(text[at++]);
            }
        }

        return records;
    }
}
