using System.Net.WebSockets;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Gateways;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Both directions of one socket. Owns the socket's use, not the socket.</summary>
internal sealed class SessionChannel(WebSocket socket, GatewayChannelConfig settings, TimeProvider time) : IDisposable
{
    private SecretChannel? _secrets;

    /// <summary>What comes in.</summary>
    public FrameSource Source { get; } = new(socket, settings.MaxFrame);

    /// <summary>What goes out.</summary>
    public FrameSink Sink { get; } = new(socket, settings.WriteTimeout, time);

    /// <summary>This end's half of the key agreement, or null when the instance offered none.</summary>
    public string? PublicKey { get; private set; }

    /// <summary>How state becomes frames.</summary>
    public SessionFrames Frames { get; private set; } = new(null, settings.SnapshotFrame);

    /// <summary>Agrees with the instance on the key by which secrets travel, when it offers its half.</summary>
    /// <exception cref="FrameException">What it offers is no key.</exception>
    public void Agree(HelloFrame hello, ReadOnlySpan<byte> tokenHash)
    {
        if (hello.PublicKey is null)
        {
            return;
        }

        using var half = SecretChannel.CreateHalf();
        _secrets = SecretChannel.Agree(half, hello.PublicKey, tokenHash);
        PublicKey = SecretChannel.PublicKeyOf(half);
        Frames = new SessionFrames(_secrets, settings.SnapshotFrame);
    }

    /// <inheritdoc />
    public void Dispose() => _secrets?.Dispose();
}
