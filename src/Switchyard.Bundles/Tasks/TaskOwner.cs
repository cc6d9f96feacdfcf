namespace Switchyard.Bundles.Tasks;

/// <summary>Whose a task is: there is none to anybody else.</summary>
/// <param name="Workspace">The workspace whose tool it runs.</param>
/// <param name="UserId">The user who made it.</param>
/// <param name="AccessKeyId">The access key he came with.</param>
internal readonly record struct TaskOwner(string Workspace, Guid UserId, Guid AccessKeyId);
