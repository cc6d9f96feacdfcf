namespace Switchyard.Admin.Proxying;

/// <summary>The shape of a rotation, for the API's description; <see cref="ProxyRotationRequest"/> reads it.</summary>
/// <param name="Immediately">Whether the new authority is used at once, because the key of the present one may be known to others. Clients fail until they trust the new one.</param>
internal sealed record ProxyRotationBody(bool? Immediately = null);
