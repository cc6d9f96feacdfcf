using Switchyard.Model.Modules;

namespace Switchyard.Hub.States;

/// <summary>A module of the request pipeline. <paramref name="Position"/> orders them: the objects of a state have no order of their own. <paramref name="Config"/> is text, so that it arrives as it was written.</summary>
internal sealed record ModuleWire(
    string Name, string Type, int Position, string Config, ModulePlacement On, IReadOnlyList<string> Requires, bool Enabled, ModuleErrorPolicy OnError);
