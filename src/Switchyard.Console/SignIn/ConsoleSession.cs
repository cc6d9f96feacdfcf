using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Switchyard.Admin.Client;

namespace Switchyard.Console.SignIn;

/// <summary>
/// Who looks at the page: one per circuit. Its <see cref="Client"/> asks the control plane as that operator, so that what the role may not do is refused there, whatever a page shows.
/// </summary>
internal sealed class ConsoleSession(ControlPlane plane, AuthenticationStateProvider people) : IDisposable
{
    private SwitchyardClient? _client;

    /// <summary>The control plane, asked as the signed-in operator. Only pages that need one have it: the sign-in page has none.</summary>
    public SwitchyardClient Client => _client ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Name of the operator.</summary>
    public string Name { get; private set; } = "";

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public string Role { get; private set; } = "";

    private ClaimsPrincipal Person { get; set; } = new();

    /// <summary>Learns who it is; the layout calls it before any page is shown.</summary>
    public async Task OpenAsync()
    {
        if (_client is not null)
        {
            return;
        }

        Person = (await people.GetAuthenticationStateAsync()).User;
        if (SessionClaims.SessionOf(Person) is not { } session)
        {
            return;
        }

        Name = Person.Identity?.Name ?? "";
        Role = Person.FindFirst(ClaimTypes.Role)?.Value ?? "";
        _client = plane.Connect(session);
    }

    /// <summary>A client of the same operator for work that outlives the page; whoever does it disposes the client.</summary>
    public SwitchyardClient Another() => plane.Connect(SessionClaims.SessionOf(Person) ?? throw new InvalidOperationException("Nobody is signed in."));

    /// <summary>Whether the role has a permission, for example <c>providers.write</c>: what it has not, a page does not offer.</summary>
    public bool May(string permission) => SessionClaims.May(Person, permission);

    /// <inheritdoc />
    public void Dispose() => _client?.Dispose();
}
