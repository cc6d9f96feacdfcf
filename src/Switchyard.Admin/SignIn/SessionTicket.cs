namespace Switchyard.Admin.SignIn;

/// <summary>What the text of a session holds.</summary>
/// <param name="OperatorId">Whose it is.</param>
/// <param name="Name">What people call the operator; of somebody whom another party vouched for, there is no other record of it.</param>
/// <param name="Role">The role at the begin; of an operator with a record, the record's is what counts.</param>
/// <param name="Proof">Tells the credential it was begun with; another credential of the same operator ends it.</param>
/// <param name="Kind">What kind of actor it is.</param>
/// <param name="ExpiresAt">First instant at which it is refused.</param>
internal sealed record SessionTicket(Guid OperatorId, string Name, string Role, string Proof, string Kind, DateTimeOffset ExpiresAt);
