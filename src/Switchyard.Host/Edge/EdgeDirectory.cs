using Switchyard.Configuration.Nodes;
using Switchyard.Edge.Serving;
using Switchyard.Host.Serving;

namespace Switchyard.Host.Edge;

/// <summary>The data directory of an edge, owned by one process at a time: its instance id is in it, and two processes with one id would take each other's connection for ever.</summary>
internal sealed class EdgeDirectory : IDisposable
{
    private readonly FileStream _owner;

    private EdgeDirectory(FileStream owner, EdgeIdentity identity)
    {
        _owner = owner;
        Identity = identity;
    }

    /// <summary>Who this process is.</summary>
    public EdgeIdentity Identity { get; }

    /// <summary>Makes the directory if need be and takes it.</summary>
    /// <exception cref="IOException">Another process owns it, or it can not be written.</exception>
    public static EdgeDirectory Take(string path, TimeProvider time)
    {
        PrivateDirectory.Create(path);
        var owner = Own(path);
        try
        {
            NodeIdentity instance = NodeIdentityFile.LoadOrCreate(path, "edge", time);
            return new EdgeDirectory(owner, new EdgeIdentity(instance.Id, Guid.CreateVersion7(time.GetUtcNow())));
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    public void Dispose() => _owner.Dispose();

    private static FileStream Own(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, "edge.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new IOException($"The data directory '{Path.GetFullPath(path)}' belongs to another edge that is running; give this one its own with --data-dir.", taken);
        }
    }
}
