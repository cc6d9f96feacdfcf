using Switchyard.Model.Bundles;
using Switchyard.Model.Tools;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>server.tools</c>. A field that is absent has its default.</summary>
internal static class ToolSettingsSection
{
    /// <summary>Most patterns of models.</summary>
    public const int MaxPatterns = 100;

    public static ToolSettings Read(JsonFields fields)
    {
        var (defaults, loop) = (ToolSettings.Default, fields.Object("loop"));
        var settings = new ToolSettings
        {
            LoopTurns = loop.Whole("turns", defaults.LoopTurns, 1, 1000),
            LoopCalls = loop.Whole("calls", defaults.LoopCalls, 1, 10_000),
            LoopTime = loop.Duration("time", defaults.LoopTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            ParallelCalls = fields.Whole("parallelCalls", defaults.ParallelCalls, 1, 64),
            OneCallPerTurn = fields.Choice("parallel", defaults.OneCallPerTurn, ("keep", false), ("disable", true)),
            MaxTools = fields.Whole("maxTools", defaults.MaxTools, 1, 10_000),
            MaxDefinitionBytes = fields.Whole("maxDefinitionBytes", defaults.MaxDefinitionBytes, 1024, 16 << 20),
            MaxToolBytes = fields.Whole("maxToolBytes", defaults.MaxToolBytes, 256, 16 << 20),
            MaxResultBytes = fields.Whole("maxResultBytes", defaults.MaxResultBytes, 1024, 16 << 20),
            MaxImageBytes = fields.Whole("maxImageBytes", defaults.MaxImageBytes, 0, 64 << 20),
            KeepResults = fields.Duration("keepResults", defaults.KeepResults, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            KeepResponseIds = fields.Duration("keepResponseIds", defaults.KeepResponseIds, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
            SkipModels = fields.Texts("skipModels", MaxPatterns, BundlePattern.MaxLength) ?? defaults.SkipModels,
            Strict = fields.Flag("strict", defaults.Strict),
        };
        loop.Finish();
        fields.Finish();
        return settings;
    }
}
