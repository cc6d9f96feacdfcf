namespace Switchyard.Admin.Interceptions;

/// <summary>A tool call the model made.</summary>
/// <param name="Id">The call's id as the upstream named it.</param>
/// <param name="Name">The tool.</param>
/// <param name="Input">Its arguments; null when they were not recorded.</param>
internal sealed record ToolCallView(string Id, string Name, TextView? Input);
