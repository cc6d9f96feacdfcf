using Switchyard.Configuration.Nodes;

namespace Switchyard.Host.Serving;

/// <summary>The node's id, made once and kept in the data directory, so that a restarted node is the same node in the rollout.</summary>
internal static class NodeIdentityFile
{
    private const string File = "node-id";

    public static NodeIdentity LoadOrCreate(string directory, string name, TimeProvider time)
    {
        var path = Path.Combine(directory, File);
        if (System.IO.File.Exists(path) && Guid.TryParse(System.IO.File.ReadAllText(path).AsSpan().Trim(), out var known))
        {
            return new NodeIdentity(known, name);
        }

        var made = Guid.CreateVersion7(time.GetUtcNow());
        var draft = path + ".new";
        System.IO.File.WriteAllText(draft, made + "\n");
        System.IO.File.Move(draft, path, overwrite: true);
        return new NodeIdentity(made, name);
    }
}
