using Microsoft.AspNetCore.Http;

namespace Switchyard.Console.Options;

/// <summary>What the host tells the console.</summary>
public sealed record ConsoleOptions
{
    /// <summary>What the issuer is called whose people may sign in; null: there is none.</summary>
    public string? Issuer { get; init; }

    /// <summary>Where a browser is sent to sign in at the issuer; it takes <c>?then=</c>.</summary>
    public string IssuerPath { get; init; } = "";

    /// <summary>Makes the data plane as one handler, which chats are asked of; null: the node has none.</summary>
    public Func<IServiceProvider, RequestDelegate>? DataPlane { get; init; }
}
