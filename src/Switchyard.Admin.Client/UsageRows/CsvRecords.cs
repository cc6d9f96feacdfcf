namespace Switchyard.Admin.Client.UsageRows;

/// <summary>Takes CSV (RFC 4180) apart into its records: a line end within quotes belongs to a field.</summary>
internal static class CsvRecords
{
    public static string[] Split(string text)
    {
        var records = new List<string>();
        var (begin, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == '\n' && !quoted)
            {
                records.Add(text[begin..i].TrimEnd('\r'));
                begin = i + 1;
            }
        }

        return [.. records];
    }
}
