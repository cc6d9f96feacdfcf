using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules;

/// <summary>A type of module as everybody must know it who only reads configurations: files, records, the API, the command line. Stateless.</summary>
public interface IModuleDefinition
{
    /// <summary>What configurations call it: words of lower-case letters and digits, joined by dots, for example <c>cache.exact</c>.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence.</summary>
    string Description { get; }

    /// <summary>Whether a module of it takes another configuration in place; otherwise it is built anew beside the old one.</summary>
    bool IsReconfigurable { get; }

    /// <summary>
    /// Reads a configuration: pure, every fault with its field. Takes every field it knows and calls <see cref="JsonFields.Finish"/>.
    /// </summary>
    /// <returns>The configuration as canonical JSON, which this method reads without a fault and returns unchanged. Without meaning when a fault was found.</returns>
    string Read(JsonFields config);
}
