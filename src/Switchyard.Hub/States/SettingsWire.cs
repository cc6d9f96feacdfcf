using Switchyard.Model.Access;
using Switchyard.Model.Recording;
using Switchyard.Model.Server;

namespace Switchyard.Hub.States;

/// <summary>Settings of the process.</summary>
internal sealed record SettingsWire(ServerConfig Server, AccessConfig Access, RecordingConfig Recording);
