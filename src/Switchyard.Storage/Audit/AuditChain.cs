using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Storage.Audit;

/// <summary>
/// The hash that ties a row of the audit log to the one before. The encoding is canonical: a domain name, then every field with its length in front, a null with length −1,
/// so no two different rows encode alike.
/// </summary>
internal static class AuditChain
{
    private static readonly byte[] Domain = "switchyard.audit.v1"u8.ToArray();

    /// <summary>What the first row names as its predecessor.</summary>
    public static byte[] Genesis { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>The hash that <paramref name="row"/> should have.</summary>
    public static byte[] HashOf(AuditRow row)
    {
        var writer = new ArrayBufferWriter<byte>(512);
        writer.Write(Domain);
        Write(writer, row.PreviousHash.Length);
        writer.Write(row.PreviousHash);
        Write(writer, row.Version);
        Write(writer, row.At.ToUnixTimeMilliseconds());
        Write(writer, row.Action);
        Write(writer, row.ActorKind);
        Write(writer, row.ActorId);
        Write(writer, row.ActorName);
        Write(writer, row.EntityType);
        Write(writer, row.EntityId);
        Write(writer, row.EntityName);
        Write(writer, row.BeforeHash);
        Write(writer, row.AfterHash);
        Write(writer, row.DetailJson);
        return SHA256.HashData(writer.WrittenSpan);
    }

    private static void Write(ArrayBufferWriter<byte> writer, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(writer.GetSpan(sizeof(long)), value);
        writer.Advance(sizeof(long));
    }

    private static void Write(ArrayBufferWriter<byte> writer, string? text)
    {
        if (text is null)
        {
            Write(writer, -1);
            return;
        }

        Write(writer, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, writer);
    }
}
