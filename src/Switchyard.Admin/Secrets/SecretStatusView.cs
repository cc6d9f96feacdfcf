namespace Switchyard.Admin.Secrets;

/// <summary>Which sealing keys are in use.</summary>
/// <param name="SealingKeyId">Id of the key that seals new values on this node.</param>
/// <param name="Keys">Ids of all keys of this node. One that no value uses may be retired.</param>
/// <param name="Uses">Values per column and key.</param>
internal sealed record SecretStatusView(string SealingKeyId, IReadOnlyList<string> Keys, IReadOnlyList<SecretKeyUseView> Uses);
