using Switchyard.Admin.Client.ProviderKeys;

namespace Switchyard.Cli.ProviderKeys;

/// <summary>What a rotation has come to.</summary>
/// <param name="Provider">The provider, as it was named.</param>
/// <param name="Key">The key that serves now.</param>
/// <param name="Replaced">Id of the key that is gone; the upstream may revoke it.</param>
/// <param name="Revision">The revision of the last step.</param>
internal sealed record RotationResult(string Provider, ProviderKey Key, Guid Replaced, long Revision);
