namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>How connections to remote servers are made.</summary>
/// <param name="Connect">Opens them and decides which addresses may be dialled, as <see cref="SocketsHttpHandler.ConnectCallback"/>; null for any address.</param>
internal sealed record RemoteSettings(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? Connect);
