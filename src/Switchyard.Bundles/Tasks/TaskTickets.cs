using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Secrets;

namespace Switchyard.Bundles.Tasks;

/// <summary>
/// Makes ids of tasks and reads them: the fields of a <see cref="TaskTicket"/>, and a signature over them and their owner. Any node learns from an id whom to ask, and that there was such a task, even when the node that had it is
/// gone. To whoever is not the owner it is none.
/// </summary>
internal sealed class TaskTickets(SecretSealer sealer, NodeIdentity node, TimeProvider time)
{
    private const int NumberAt = 0;
    private const int NodeAt = 16;
    private const int CreatedAt = 32;
    private const int TtlAt = 40;
    private const int ContentBytes = 44;
    private const int MaxLength = 256;

    private readonly SecretSigner _signer = new(sealer.Ring, "mcp-task");

    /// <summary>A new task of this node.</summary>
    public (string Id, TaskTicket Ticket) Create(TaskOwner owner, TimeSpan ttl)
    {
        var ticket = new TaskTicket(new Guid(RandomNumberGenerator.GetBytes(NodeAt)), node.Id, DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), ttl);
        var content = new byte[ContentBytes];
        ticket.Number.TryWriteBytes(content.AsSpan(NumberAt));
        ticket.Node.TryWriteBytes(content.AsSpan(NodeAt));
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(CreatedAt), ticket.CreatedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(TtlAt), (int)ttl.TotalMilliseconds);
        return (Base64Url.EncodeToString([.. content, .. _signer.Sign(Signed(content, owner))]), ticket);
    }

    /// <summary>Reads an id. False when it is none of <paramref name="owner"/>'s.</summary>
    public bool TryRead(string? id, TaskOwner owner, [NotNullWhen(true)] out TaskTicket? ticket)
    {
        ticket = null;
        if (id is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(id) || Base64Url.DecodeFromChars(id) is not { Length: ContentBytes + SecretSigner.SignatureBytes } bytes)
        {
            return false;
        }

        var content = bytes[..ContentBytes];
        if (!_signer.Verify(Signed(content, owner), bytes.AsSpan(ContentBytes)))
        {
            return false;
        }

        ticket = new TaskTicket(
            new Guid(content.AsSpan(NumberAt, NodeAt - NumberAt)),
            new Guid(content.AsSpan(NodeAt, CreatedAt - NodeAt)),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(CreatedAt))),
            TimeSpan.FromMilliseconds(BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(TtlAt))));
        return true;
    }

    /// <summary>Whose it is, is signed and not said. All but the name of the workspace is of fixed length.</summary>
    private static byte[] Signed(byte[] content, TaskOwner owner) => [.. content, .. owner.UserId.ToByteArray(), .. owner.AccessKeyId.ToByteArray(), .. Encoding.UTF8.GetBytes(owner.Workspace)];
}
