using System.Text;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Processes;

namespace Switchyard.Bundles.Processes;

/// <summary>The directories of bundles, <c>root/workspace/bundle</c>, and the files that carry credentials for the moment of a start. Nobody but the node's user may read any of it.</summary>
internal sealed class BundleDirectories(string root)
{
    // No workspace has a name that begins with a dot, here and below.
    private readonly string _credentials = Path.Combine(root, ".credentials");

    /// <summary>Where archives are unpacked.</summary>
    public string Archives { get; } = Path.Combine(root, ".archives");

    /// <summary>Makes the directory of a bundle unless it is there, and takes it away from everybody else.</summary>
    public string Make(BundleKey bundle)
    {
        var workspace = Path.Combine(root, bundle.Workspace);
        var directory = Path.Combine(workspace, bundle.Bundle);
        PosixFiles.MakeDirectory(root);
        PosixFiles.MakeDirectory(workspace);
        PosixFiles.MakeDirectory(directory);
        return directory;
    }

    /// <summary>Removes the directory of a bundle with everything in it; false when there is none.</summary>
    public bool Remove(BundleKey bundle)
    {
        var directory = Path.Combine(root, bundle.Workspace, bundle.Bundle);
        if (!Directory.Exists(directory))
        {
            return false;
        }

        Directory.Delete(directory, recursive: true);
        return true;
    }

    /// <summary>Writes a credential into a file of its own and returns its path.</summary>
    public string Write(Secret value)
    {
        PosixFiles.MakeDirectory(root);
        PosixFiles.MakeDirectory(_credentials);
        var path = Path.Combine(_credentials, Path.GetRandomFileName());
        PosixFiles.Write(path, Encoding.UTF8.GetBytes(value.Reveal()));
        return path;
    }

    /// <summary>Removes such a file; again does nothing.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its directory.
        }
    }

    /// <summary>Removes what a node that died during a start has left.</summary>
    public void RemoveLeftFiles()
    {
        if (Directory.Exists(_credentials))
        {
            Directory.Delete(_credentials, recursive: true);
        }
    }
}
