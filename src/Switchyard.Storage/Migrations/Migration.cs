namespace Switchyard.Storage.Migrations;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Number">1 to 9999, unique per database; steps are applied in ascending order.</param>
/// <param name="Name">File name without number and extension.</param>
/// <param name="Sql">The statements, run in one transaction.</param>
/// <param name="Checksum">Lower-case hexadecimal SHA-256 of the text with line feeds as line ends.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    /// <summary>As the file is called: <c>0001_core</c>.</summary>
    public string FullName => $"{Number:0000}_{Name}";
}
