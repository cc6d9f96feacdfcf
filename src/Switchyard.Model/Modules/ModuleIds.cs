using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Model.Modules;

/// <summary>Ids of modules: derived from their names (UUIDv8 of RFC 9562), so that every node, file and record means the same module by the same id.</summary>
public static class ModuleIds
{
    /// <summary>Id of the module <paramref name="name"/>.</summary>
    public static Guid Of(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"switchyard:module:{name}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
