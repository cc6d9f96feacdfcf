namespace Switchyard.Gateway.Tests.Modules;

/// <summary>A type whose modules can not be reconfigured.</summary>
internal sealed class StiffType : ProbeType
{
    public const string StiffName = "test.stiff";

    public override string Name => StiffName;

    public override bool IsReconfigurable => false;
}
