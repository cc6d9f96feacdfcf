using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration.Peers;

/// <summary>
/// Signs requests from node to node, and verifies them, with a key that all nodes derive from the secret key ring. A signature is good for one addressee, path and body, for half a minute, and once.
/// </summary>
public sealed class PeerSigner(SecretSealer sealer, NodeIdentity node, PeerClock clock)
{
    /// <summary>How far the time of a signature may be from that of whoever verifies it.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private const int NonceBytes = 16;

    private readonly SecretSigner _signer = new(sealer.Ring, "peer-request");
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Nonce, DateTimeOffset Until)> _order = new();

    /// <summary>Signs a request to another node. Null while the shared clock is not known.</summary>
    public PeerSignature? Sign(Guid to, string path, ReadOnlySpan<byte> body)
    {
        if (clock.Now is not { } now)
        {
            return null;
        }

        var draft = new PeerSignature(node.Id, now.ToUnixTimeMilliseconds(), RandomNumberGenerator.GetHexString(2 * NonceBytes, lowercase: true), HashOf(body), []);
        return draft with { Signature = _signer.Sign(Content(draft, to, path)) };
    }

    /// <summary>Whether a request to this node is signed by another one, now and for the first time. Its body is looked at by <see cref="IsBody"/>.</summary>
    public bool Verify(PeerSignature signature, string path)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (clock.Now is not { } now || (now - DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(signature.At, 0, now.ToUnixTimeMilliseconds() * 2))).Duration() > Window)
        {
            return false;
        }

        return _signer.Verify(Content(signature, node.Id, path), signature.Signature) && IsFirst(signature.Nonce, now);
    }

    /// <summary>Whether a body is the one that was signed.</summary>
    public static bool IsBody(PeerSignature signature, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return signature.BodyHash == HashOf(body);
    }

    private static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static byte[] Content(PeerSignature signature, Guid to, string path) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST\n{path}\n{to:D}\n{signature.From:D}\n{signature.At}\n{signature.Nonce}\n{signature.BodyHash}"));

    private bool IsFirst(string nonce, DateTimeOffset now)
    {
        lock (_gate)
        {
            while (_order.TryPeek(out var oldest) && oldest.Until < now)
            {
                _seen.Remove(_order.Dequeue().Nonce);
            }

            if (!_seen.Add(nonce))
            {
                return false;
            }

            // One that was made ahead of this clock is good for twice the window.
            _order.Enqueue((nonce, now + (2 * Window)));
            return true;
        }
    }
}
