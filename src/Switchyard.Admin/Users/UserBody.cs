namespace Switchyard.Admin.Users;

/// <summary>The shape of a user to be created or changed, for the API's description; <see cref="UserRequest"/> reads it. A new one needs a name.</summary>
internal sealed record UserBody(string? Name = null, string? Email = null, string? Role = null, bool? Enabled = null, IReadOnlyList<string>? Providers = null);
