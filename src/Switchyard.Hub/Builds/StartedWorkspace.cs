using Switchyard.Storage.Builds;

namespace Switchyard.Hub.Builds;

/// <summary>A workspace that a chat has started.</summary>
/// <param name="Build">The build that runs, is under way, or was begun.</param>
/// <param name="IsNew">Whether it was begun for the chat.</param>
/// <param name="BindingVersion">The version of the chat's binding after it.</param>
public sealed record StartedWorkspace(BuildRow Build, bool IsNew, long BindingVersion);
