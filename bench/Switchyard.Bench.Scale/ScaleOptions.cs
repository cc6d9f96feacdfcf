using System.Globalization;
using Switchyard.Hub.Delivery.Connections;

namespace Switchyard.Bench.Scale;

/// <summary>The size of what is simulated and what its parts cost. Where the defaults come from is written in <c>docs/scale.md</c>.</summary>
internal sealed record ScaleOptions
{
    /// <summary>Remote gateways, each with one instance.</summary>
    public int Gateways { get; init; } = 100_000;

    /// <summary>Nodes.</summary>
    public int Nodes { get; init; } = 20;

    /// <summary>Objects of the configuration that every gateway gets.</summary>
    public int Objects { get; init; } = 20;

    /// <summary>Most connections of a node (<c>server.gateways.maxConnections</c>).</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>Processors of a node.</summary>
    public int Processors { get; init; } = 2;

    /// <summary>Processor time of a node for one frame that it sends or takes in.</summary>
    public TimeSpan Frame { get; init; } = TimeSpan.FromMilliseconds(0.1);

    /// <summary>Processor time of a node for one connection: TLS, upgrade, key agreement.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Statements that the database works on at a time.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>Time of one statement within a transaction, the way to and fro included.</summary>
    public TimeSpan Statement { get; init; } = TimeSpan.FromMilliseconds(0.4);

    /// <summary>Time for which a commit holds the row of a stream, on which all nodes wait for each other.</summary>
    public TimeSpan Commit { get; init; } = TimeSpan.FromMilliseconds(0.7);

    /// <summary>Rows of a batch that one statement writes.</summary>
    public int RowsPerStatement { get; init; } = 400;

    /// <summary>Most connections that a node lets in at a time.</summary>
    public int Entering { get; init; } = GatewayDoor.MostEntering;

    /// <summary>Time of each row of a statement that writes many.</summary>
    public TimeSpan Row { get; init; } = TimeSpan.FromMilliseconds(0.06);

    /// <summary>Time from the commit of a change until a node has it in force.</summary>
    public TimeSpan Reload { get; init; } = TimeSpan.FromMilliseconds(6);

    /// <summary>Way of a frame; each takes between this and twice as long.</summary>
    public TimeSpan Network { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Time in which an instance applies a state.</summary>
    public TimeSpan Apply { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Instances that take <see cref="SlowApply"/>, in percent.</summary>
    public double SlowPercent { get; init; }

    /// <summary>How long those take.</summary>
    public TimeSpan SlowApply { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Where chance begins.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Reads <c>--gateways</c>, <c>--nodes</c> and the others.</summary>
    /// <exception cref="ArgumentException">An option is unknown or has no number.</exception>
    public static ScaleOptions From(IReadOnlyList<string> arguments)
    {
        var options = new ScaleOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count && double.TryParse(arguments[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0
                ? number
                : throw new ArgumentException($"{arguments[i]}: a number is expected.");
            options = arguments[i] switch
            {
                "--gateways" => options with { Gateways = (int)value },
                "--nodes" => options with { Nodes = (int)value },
                "--objects" => options with { Objects = (int)value },
                "--max-connections" => options with { MaxConnections = (int)value },
                "--processors" => options with { Processors = (int)value },
                "--frame-ms" => options with { Frame = TimeSpan.FromMilliseconds(value) },
                "--connect-ms" => options with { Connect = TimeSpan.FromMilliseconds(value) },
                "--lanes" => options with { Lanes = (int)value },
                "--statement-ms" => options with { Statement = TimeSpan.FromMilliseconds(value) },
                "--commit-ms" => options with { Commit = TimeSpan.FromMilliseconds(value) },
                "--row-ms" => options with { Row = TimeSpan.FromMilliseconds(value) },
                "--rows-per-statement" => options with { RowsPerStatement = Math.Max(1, (int)value) },
                "--entering" => options with { Entering = (int)value },
                "--reload-ms" => options with { Reload = TimeSpan.FromMilliseconds(value) },
                "--network-ms" => options with { Network = TimeSpan.FromMilliseconds(value) },
                "--apply-ms" => options with { Apply = TimeSpan.FromMilliseconds(value) },
                "--seed" => options with { Seed = (int)value },
                var other => throw new ArgumentException($"{other}: unknown option."),
            };
        }

        return options;
    }

    /// <summary>Time in which a batch of <paramref name="rows"/> is written.</summary>
    public TimeSpan TimeFor(int rows) => (Statement * ((rows + RowsPerStatement - 1) / RowsPerStatement)) + (RowsPerStatement > 1 ? Row * rows : TimeSpan.Zero);
}
