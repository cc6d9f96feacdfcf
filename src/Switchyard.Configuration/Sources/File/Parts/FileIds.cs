using System.Security.Cryptography;
using System.Text;
using Switchyard.Model.Bundles;

namespace Switchyard.Configuration.Sources.File.Parts;

/// <summary>Ids of objects that come from files: derived from their names (UUIDv8 of RFC 9562), so that they are equal on every node and at every start.</summary>
public static class FileIds
{
    /// <summary>Id of the provider <paramref name="name"/>.</summary>
    public static Guid OfProvider(string name) => Derive($"provider/{name}");

    /// <summary>Id of the key at <paramref name="position"/> of the provider <paramref name="name"/>.</summary>
    public static Guid OfProviderKey(string name, int position) => Derive($"provider/{name}/keys/{position}");

    /// <summary>Id of the bundle <paramref name="key"/>.</summary>
    public static Guid OfBundle(BundleKey key) => Derive($"bundle/{key}");

    private static Guid Derive(string path)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"switchyard:file:{path}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
