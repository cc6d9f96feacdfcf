namespace Switchyard.Storage.Migrations;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Number">1 to 9999, unique per database; steps are applied in ascending order.</param>
/// <param name="Name">File name without number and extension.</param>
/// <param name="Sql">The statements. They run in one transaction, or in one for each part where a line that begins with <c>-- then:</c> parts them; all parts but the last must be repeatable.</param>
/// <param name="Checksum">Lower-case hexadecimal SHA-256 of the text with line feeds as line ends.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    /// <summary>As the file is called: <c>0001_core</c>.</summary>
    public string FullName => $"{Number:0000}_{Name}";

    /// <summary>The parts of <see cref="Sql"/>: one, unless what a part locks must be free again before the next.</summary>
    public IReadOnlyList<string> Parts { get; } = [.. Sql.Split($"\n{Then}").Select((part, i) => i == 0 ? part : Then + part)];

    private const string Then = "-- then:";
}
