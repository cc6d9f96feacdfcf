using Switchyard.Bench;
using Switchyard.Bench.Cost;
using Switchyard.Bench.Dial;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Hub;
using Switchyard.Bench.Load;
using Switchyard.Bench.Pages;
using Switchyard.Bench.Reload;
using Switchyard.Bench.Soak;
using Switchyard.Bench.Start;
using Switchyard.Bench.Storm;
using Switchyard.Bench.Suites;
using Switchyard.Simulator;

// forward | stream | cost | hub | rollout | console | storm | reload | dial | start | soak: suites. load | upstream | yard: the processes they are made of, useful by themselves.
using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
try
{
    var arguments = new Arguments(args);
    switch (arguments.Verb)
    {
        case "forward":
            return await new ForwardSuite(SuiteOptions.From(arguments)).RunAsync(stopping.Token);
        case "stream":
            return await new StreamSuite(SuiteOptions.From(arguments), StreamLoad.From(arguments)).RunAsync(stopping.Token);
        case "cost":
            return await new CostSuite(CostLoad.From(arguments)).RunAsync(stopping.Token);
        case "hub":
            return await new HubSuite(HubLoad.From(arguments)).RunAsync(stopping.Token);
        case "rollout":
            return await new RolloutSuite(RolloutLoad.From(arguments)).RunAsync(stopping.Token);
        case "console":
            return await new PageSuite(PageLoad.From(arguments)).RunAsync(stopping.Token);
        case "storm":
            return await new StormSuite(StormLoad.From(arguments)).RunAsync(stopping.Token);
        case "reload":
            return await new ReloadSuite(ReloadLoad.From(arguments)).RunAsync(stopping.Token);
        case "dial":
            return await new DialSuite(Math.Max(1, arguments.Number("rounds", 5)), Math.Max(1, arguments.Number("decisions", 500_000))).RunAsync(stopping.Token);
        case "start":
            return await new StartSuite(StartLoad.From(arguments)).RunAsync(stopping.Token);
        case "soak":
            return await new SoakSuite(SoakLoad.From(arguments)).RunAsync(stopping.Token);
        case "yard":
            await PageSuite.FillAsync(PageLoad.From(arguments).Yard, arguments.Text("database", "yard.db"), stopping.Token);
            return 0;
        case "load":
            return await LoadCommand.RunAsync(arguments, stopping.Token);
        case "upstream":
            await using (var upstream = await SimulatorServer.StartAsync(
                new SimulatorOptions { Listen = arguments.Text("listen", "http://127.0.0.1:0"), LogCapacity = 0 }, stopping.Token))
            {
                await Console.Out.WriteLineAsync("listening on " + upstream.Address);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token);
            }

            return 0;
        default:
            await Console.Error.WriteLineAsync("usage: forward | stream [--rounds N] [--seconds S] [--only A,B] · cost [--seconds S] [--windows N] [--request-limit N] [--event-limit N] · hub [--rounds N] [--seconds S] [--streams N] · rollout [--gateways N] [--instances N] [--warmup-changes N] [--changes N] · console [--rounds N] [--warmup N] [--providers N] [--gateways N] [--interceptions N] [--limit MS] · storm [--postgres yes] [--nodes N] [--rate R] [--streams N] [--changes N] [--seconds S] [--rounds N] · reload [--sizes N,N] [--modules N] [--changes N] · dial [--rounds N] [--decisions N] · start [--rounds N] [--providers N] [--idle S] [--seconds S] · soak [--minutes N] [--rate R] [--streams N] [--leaving N] [--broken-rate R] [--changes N] [--every S] · yard --database FILE|CONNECTION · load --url URL … · upstream [--listen URL]");
            return 2;
    }
}
catch (ArgumentException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}
