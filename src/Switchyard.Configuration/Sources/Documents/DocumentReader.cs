using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>
/// Reads documents as files are read, with two differences, because they come over the network: a value may refer to no file of the node, and to no variable of Switchyard's own, which hold its secrets.
/// The last texts are remembered: whoever writes a document reads what is stored and what is new, and then the node reads the new one to run it. A text means the same as long as the process runs.
/// </summary>
/// <param name="files">Has the node's environment.</param>
/// <param name="modules">The types of modules that documents may name.</param>
internal sealed class DocumentReader(FileSource files, ModuleCatalog modules)
{
    /// <summary>Beginning of the names of Switchyard's own variables.</summary>
    public const string OwnVariables = "SWITCHYARD_";

    private readonly FileReader _reader = new(
        name => name.StartsWith(OwnVariables, StringComparison.OrdinalIgnoreCase) ? null : files.VariableOf(name), references: null, modules, OriginKind.Document);

    /// <summary>What is remembered: a stored text and a new one, of two that write at once.</summary>
    private const int Remembered = 4;

    private readonly Lock _gate = new();
    private readonly LinkedList<((string Name, string Text, FileFormat Format) Of, (FilePart, IReadOnlyList<ConfigurationFault>) Read)> _last = new();

    public (FilePart Part, IReadOnlyList<ConfigurationFault> Faults) Read(string name, string text, FileFormat format)
    {
        var asked = (name, text, format);
        lock (_gate)
        {
            for (var known = _last.First; known is not null; known = known.Next)
            {
                if (known.Value.Of == asked)
                {
                    // A stored text is asked for with every new one that somebody tries; it must not fall out for them.
                    _last.Remove(known);
                    _last.AddFirst(known);
                    return known.Value.Read;
                }
            }
        }

        var (part, faults, _) = _reader.Read(name, text, format);
        lock (_gate)
        {
            _last.AddFirst((asked, (part, faults)));
            if (_last.Count > Remembered)
            {
                _last.RemoveLast();
            }
        }

        return (part, faults);
    }
}
