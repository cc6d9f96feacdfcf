namespace Switchyard.Admin.Secrets;

/// <summary>How many values of one column one sealing key seals.</summary>
/// <param name="Table">Table of the values.</param>
/// <param name="Column">Column of the values.</param>
/// <param name="KeyId">Id of the sealing key; <c>erased</c> for values that were erased.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Readable">Whether this node has the key.</param>
/// <param name="Seals">Whether new values are sealed by it.</param>
internal sealed record SecretKeyUseView(string Table, string Column, string KeyId, long Count, bool Readable, bool Seals);
