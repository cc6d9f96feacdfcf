using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Journal;
using Switchyard.Simulator.Rules;

namespace Switchyard.Simulator.Control;

/// <summary>
/// Control over HTTP for simulators in another process. <c>GET POST DELETE /_sim/rules</c>, <c>DELETE /_sim/rules/{id}</c>,
/// <c>GET DELETE /_sim/requests</c>, <c>GET /_sim/health</c>.
/// </summary>
internal sealed class ControlEndpoint(RuleTable rules, SimulatorLog log)
{
    public Task HandleAsync(HttpContext context, PathString path) => (context.Request.Method, path.Value?.Split('/')) switch
    {
        ("GET", ["", "health"]) => WriteAsync(context, 200, new { status = "ok" }),
        ("GET", ["", "rules"]) => WriteAsync(context, 200, new { items = rules.Rules.Select(RuleDocument.Show) }),
        ("POST", ["", "rules"]) => AddAsync(context),
        ("DELETE", ["", "rules"]) => ClearRules(context),
        ("DELETE", ["", "rules", var id]) => RemoveAsync(context, id),
        ("GET", ["", "requests"]) => WriteAsync(context, 200, new { items = log.Requests.Select(RequestDocument.Show) }),
        ("DELETE", ["", "requests"]) => ClearLog(context),
        _ => WriteAsync(context, 404, new { error = "unknown control path" }),
    };

    private async Task AddAsync(HttpContext context)
    {
        List<string> errors = [];
        SimulatorRule? rule = null;
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            rule = RuleDocument.Read(document.RootElement, errors);
        }
        catch (JsonException error)
        {
            errors.Add("not JSON: " + error.Message);
        }

        if (rule is null || errors.Count > 0)
        {
            await WriteAsync(context, 400, new { errors });
            return;
        }

        await WriteAsync(context, 201, RuleDocument.Show(rules.Add(rule)));
    }

    private Task RemoveAsync(HttpContext context, string id)
    {
        var removed = int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && rules.Remove(number);
        context.Response.StatusCode = removed ? 204 : 404;
        return Task.CompletedTask;
    }

    private Task ClearRules(HttpContext context)
    {
        rules.Clear();
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private Task ClearLog(HttpContext context)
    {
        log.Clear();
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static Task WriteAsync<T>(HttpContext context, int statusCode, T value)
    {
        context.Response.StatusCode = statusCode;
        return context.Response.WriteAsJsonAsync(value, context.RequestAborted);
    }
}
