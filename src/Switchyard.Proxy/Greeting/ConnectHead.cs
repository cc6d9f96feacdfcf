namespace Switchyard.Proxy.Greeting;

/// <summary>A CONNECT that is well formed.</summary>
/// <param name="Host">A name in the spelling of <see cref="Model.Proxying.ProxyHostNames"/>, or an address.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record ConnectHead(string Host, int Port)
{
    /// <summary>The value of <c>Proxy-Authorization</c>, or null. It is in no output.</summary>
    public string? Authorization { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Host}:{Port}";
}
