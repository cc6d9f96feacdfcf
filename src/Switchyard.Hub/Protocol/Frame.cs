namespace Switchyard.Hub.Protocol;

/// <summary>One message of the gateway channel: a JSON object in one WebSocket text message, its kind in <c>type</c>. <c>docs/gateway-channel.asyncapi.yaml</c> describes all of them.</summary>
public abstract record Frame
{
    /// <summary>Version of the protocol that this code speaks.</summary>
    public const int Protocol = 1;
}
