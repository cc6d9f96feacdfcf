using Microsoft.AspNetCore.Components.Authorization;
using Switchyard.Admin.Client.Chats;

namespace Switchyard.Console.SignIn;

/// <summary>With which access key somebody chats: one per circuit.</summary>
internal sealed class ChatSession(ChatDoor door, AuthenticationStateProvider people) : IDisposable
{
    private ChatsClient? _client;

    /// <summary>Whether an access key was given.</summary>
    public bool HasKey => _client is not null;

    /// <summary>The chats of the key's user.</summary>
    public ChatsClient Client => _client ?? throw new InvalidOperationException("No access key was given.");

    /// <summary>The end of the key, by which its owner knows it.</summary>
    public string Masked { get; private set; } = "";

    /// <summary>Learns which it is; pages of chats call it first.</summary>
    public async Task OpenAsync()
    {
        if (_client is null && SessionClaims.ChatKeyOf((await people.GetAuthenticationStateAsync()).User) is { } key)
        {
            Masked = key.Length > 12 ? $"…{key[^4..]}" : "…";
            _client = door.Connect(key);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _client?.Dispose();
}
