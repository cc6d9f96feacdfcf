using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Tools;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schema of <c>server.tools</c>.</summary>
internal static class ToolSchemas
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static JsonObject Settings()
    {
        var defaults = ToolSettings.Default;
        return Section(
            "How tools of workspaces are given to intercepted requests.",
            ("loop", Section(
                "Bounds of one request.",
                ("turns", Whole("Turns after which the model must come to an end.", 1, 1000, defaults.LoopTurns)),
                ("calls", Whole("Calls that are run.", 1, 10_000, defaults.LoopCalls)),
                ("time", Duration("Time after which no call is begun any more.", Second, TimeSpan.FromDays(1), defaults.LoopTime)))),
            ("parallelCalls", Whole("Calls of one turn that run at once.", 1, 64, defaults.ParallelCalls)),
            ("parallel", Choice("Whether models may call several tools in one turn: as the client says, or never.", "keep", "keep", "disable")),
            ("maxTools", Whole("Most tools of a request, the client's included.", 1, 10_000, defaults.MaxTools)),
            ("maxDefinitionBytes", Whole("Most bytes of all definitions that are added to a request.", 1024, 16 << 20, defaults.MaxDefinitionBytes)),
            ("maxToolBytes", Whole("Most bytes of one definition.", 256, 16 << 20, defaults.MaxToolBytes)),
            ("maxResultBytes", Whole("Most bytes of text of one result.", 1024, 16 << 20, defaults.MaxResultBytes)),
            ("maxImageBytes", Whole("Most bytes of all images of one result.", 0, 64 << 20, defaults.MaxImageBytes)),
            ("keepResults", Duration("How long calls and results are kept for a client that has calls of its own to answer.", Second, TimeSpan.FromDays(7), defaults.KeepResults)),
            ("keepResponseIds", Duration("How long the id of a response that took several turns is translated.", Second, TimeSpan.FromDays(365), defaults.KeepResponseIds)),
            ("skipModels", Texts("Patterns (*, ?) of models that get no tools; *haiku* if it is left out.", ToolSettingsSection.MaxPatterns)),
            ("strict", Flag("The strict of definitions in the formats of OpenAI.", defaults.Strict)));
    }
}
