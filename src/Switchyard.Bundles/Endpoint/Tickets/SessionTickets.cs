using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Switchyard.Storage.Secrets;

namespace Switchyard.Bundles.Endpoint.Tickets;

/// <summary>
/// Makes session ids and reads them: the fields of a <see cref="SessionTicket"/> and a signature over them, in letters that headers may have. No node keeps a session, so each serves those of all others, and the loss of one loses
/// none.
/// </summary>
/// <param name="sealer">Has the keys that all nodes of a database share.</param>
/// <param name="time">Clock.</param>
internal sealed class SessionTickets(SecretSealer sealer, TimeProvider time)
{
    /// <summary>How long an id is good. A client whose session has ended begins another by itself.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);

    private const int MaxLength = 1024;
    private const int Fields = 6;

    private readonly SecretSigner _signer = new(sealer.Ring, "mcp-session");

    /// <summary>The ticket of a new session.</summary>
    public SessionTicket Create(string workspace, Guid userId, Guid accessKeyId, string version)
    {
        var now = time.GetUtcNow();
        return new SessionTicket(workspace, userId, accessKeyId, version, now, Guid.CreateVersion7(now));
    }

    /// <summary>The session id of a ticket.</summary>
    public string Write(SessionTicket ticket)
    {
        var content = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{ticket.Number:N}/{ticket.UserId:N}/{ticket.AccessKeyId:N}/{ticket.CreatedAt.ToUnixTimeSeconds()}/{ticket.Version}/{ticket.Workspace}"));
        return $"{Base64Url.EncodeToString(content)}.{Base64Url.EncodeToString(_signer.Sign(content))}";
    }

    /// <summary>Reads a session id. False when it is none of this system, was altered, or is too old.</summary>
    public bool TryRead(string sessionId, [NotNullWhen(true)] out SessionTicket? ticket)
    {
        ticket = null;
        var parts = sessionId.Split('.');
        if (sessionId.Length > MaxLength || parts.Length != 2 || !TryDecode(parts[0], out var content) || !TryDecode(parts[1], out var signature) || !_signer.Verify(content, signature))
        {
            return false;
        }

        // The workspace is last: whatever it has in its name, the fields before it have no slash.
        var fields = Encoding.UTF8.GetString(content).Split('/', Fields);
        var created = DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields[3], CultureInfo.InvariantCulture));
        ticket = new SessionTicket(fields[5], Guid.ParseExact(fields[1], "N"), Guid.ParseExact(fields[2], "N"), fields[4], created, Guid.ParseExact(fields[0], "N"));
        return time.GetUtcNow() - created < MaxAge;
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        return bytes.Length > 0;
    }
}
