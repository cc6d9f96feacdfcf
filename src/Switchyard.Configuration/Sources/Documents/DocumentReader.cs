using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>
/// Reads documents as files are read, with two differences, because they come over the network: a value may refer to no file of the node, and to no variable of Switchyard's own, which hold its secrets.
/// </summary>
/// <param name="files">Has the node's environment.</param>
/// <param name="modules">The types of modules that documents may name.</param>
internal sealed class DocumentReader(FileSource files, ModuleCatalog modules)
{
    /// <summary>Beginning of the names of Switchyard's own variables.</summary>
    public const string OwnVariables = "SWITCHYARD_";

    private readonly FileReader _reader = new(
        name => name.StartsWith(OwnVariables, StringComparison.OrdinalIgnoreCase) ? null : files.VariableOf(name), references: null, modules, OriginKind.Document);

    public (FilePart Part, IReadOnlyList<ConfigurationFault> Faults) Read(string name, string text, FileFormat format)
    {
        var (part, faults, _) = _reader.Read(name, text, format);
        return (part, faults);
    }
}
