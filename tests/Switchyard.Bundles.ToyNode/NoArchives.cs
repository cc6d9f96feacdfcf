using Switchyard.Bundles.Archives;

namespace Switchyard.Bundles.ToyNode;

/// <summary>Has no archives: this node's bundles have none.</summary>
internal sealed class NoArchives : IArchiveContent
{
    public Task CopyAsync(string hash, Stream target, CancellationToken cancellationToken) => Task.CompletedTask;
}
