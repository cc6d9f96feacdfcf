namespace Switchyard.Host.Doctor;

/// <summary>The program of a bundle.</summary>
/// <param name="Name">Workspace and name of the bundle.</param>
/// <param name="Command">What is started.</param>
/// <param name="WorkingDirectory">Where it is started, if the bundle says so.</param>
/// <param name="Path">The bundle's own <c>PATH</c>; null: that of the node.</param>
internal sealed record BundleProgram(string Name, string Command, string? WorkingDirectory, string? Path);
