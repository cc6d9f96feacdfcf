using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>Configuration files of which only the meaning counts.</summary>
internal sealed class FakeFiles : IFileSource
{
    public FileLayer Layer { get; set; } = FileLayer.Empty;

    public FileLayer Read() => Layer;
}
