using Switchyard.Configuration.Composition;

namespace Switchyard.Configuration.Sources;

/// <summary>A node that was given no configuration file.</summary>
internal sealed class NoFiles : IFileSource
{
    public FileLayer Read() => FileLayer.Empty;
}
