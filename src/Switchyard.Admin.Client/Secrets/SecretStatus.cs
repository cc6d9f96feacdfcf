namespace Switchyard.Admin.Client.Secrets;

/// <summary>Which sealing keys are in use.</summary>
/// <param name="SealingKeyId">Id of the key that seals new values on the node asked.</param>
/// <param name="Keys">Ids of all keys of that node.</param>
/// <param name="Uses">Values per column and key.</param>
public sealed record SecretStatus(string SealingKeyId, IReadOnlyList<string> Keys, IReadOnlyList<SecretKeyUse> Uses);
