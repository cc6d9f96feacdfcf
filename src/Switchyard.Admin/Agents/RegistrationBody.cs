namespace Switchyard.Admin.Agents;

/// <summary>The shape of what an agent says of itself, for the API's description; <see cref="RegistrationRequest"/> reads it.</summary>
internal sealed record RegistrationBody(string Name, string Address, string BootId, string? Version = null, bool? Default = null, bool? External = null, string? Startup = null);
