namespace Switchyard.Bundles.Endpoint.Tickets;

/// <summary>What a session id says. It says it to any node, and gives no right: whoever sends it is authenticated all the same, and has to be the one it was given to.</summary>
/// <param name="Workspace">The workspace it is good for.</param>
/// <param name="UserId">The user it was given to.</param>
/// <param name="AccessKeyId">The access key he came with then.</param>
/// <param name="Version">The revision of the protocol that was agreed upon.</param>
/// <param name="CreatedAt">When it was given, to the second.</param>
/// <param name="Number">Makes it the only one of its kind.</param>
internal sealed record SessionTicket(string Workspace, Guid UserId, Guid AccessKeyId, string Version, DateTimeOffset CreatedAt, Guid Number);
