using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.SignIn;

/// <summary>
/// Sessions of operators: a text <c>sws_…</c> that says whose it is and how long, sealed with the keys that seal secrets. Nothing is stored, so a session outlives the node that began it and holds on every node with the same keys.
/// Whether its operator still may sign in is asked of the database at each use.
/// </summary>
internal sealed class OperatorSessions(SecretSealer sealer, TimeProvider time)
{
    /// <summary>What the text of every session begins with.</summary>
    public const string Prefix = "sws_";

    /// <summary>How long one of an operator with a token lasts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>How long one of somebody lasts whom another party vouched for: nobody tells when it would not do so any more.</summary>
    public static readonly TimeSpan PersonLifetime = TimeSpan.FromHours(4);

    private const string Table = "operator_sessions";
    private const string Column = "ticket";

    /// <summary>Begins one for <paramref name="caller"/>.</summary>
    public (Secret Text, DateTimeOffset ExpiresAt) Begin(Operator caller)
    {
        var ends = time.GetUtcNow() + (caller.Kind == Operator.TokenKind ? Lifetime : PersonLifetime);
        var ticket = new SessionTicket(caller.Id, caller.Name, OperatorRoles.NameOf(caller.Role), caller.Proof, caller.Kind, ends);
        var value = sealer.Seal(Table, Column, Guid.Empty, JsonSerializer.SerializeToUtf8Bytes(ticket, TicketJson.Default.SessionTicket).AsSpan());
        return (new Secret(Prefix + Base64Url.EncodeToString(value)), ends);
    }

    /// <summary>What <paramref name="text"/> says; null when it is no session of these nodes, or over.</summary>
    public SessionTicket? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length)))
        {
            return null;
        }

        if (!sealer.TryOpenBytes(Table, Column, Guid.Empty, Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length)), out var content))
        {
            return null;
        }

        var ticket = JsonSerializer.Deserialize(content, TicketJson.Default.SessionTicket);
        return ticket is not null && ticket.ExpiresAt > time.GetUtcNow() ? ticket : null;
    }

    /// <summary>What tells a credential from the operator's next one, without giving its hash away.</summary>
    public static string ProofOf(byte[] credentialHash) => Convert.ToHexStringLower(SHA256.HashData(credentialHash).AsSpan(0, 16));

    /// <summary>What a page of the same site must repeat to change something by the session's cookie: only whoever reads the API's answers knows it.</summary>
    public static string AntiforgeryOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"antiforgery:{text}")).AsSpan(0, 16));
}
