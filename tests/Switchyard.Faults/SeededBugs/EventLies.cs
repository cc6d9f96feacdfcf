using System.Globalization;
using System.Text;

namespace Switchyard.Faults.SeededBugs;

/// <summary>Lies in the middle of a stream of server-sent events.</summary>
internal static class EventLies
{
    /// <summary>Passes streams on frame by frame.</summary>
    /// <param name="side">Whose door.</param>
    /// <param name="fits">Which exchanges are such streams.</param>
    /// <param name="isEvent">Which frames count; the others are passed on.</param>
    /// <param name="chooses">Which events of a stream are lied about, by their number from 1.</param>
    /// <param name="turn">What comes in place of an event; told whether it is one of those.</param>
    public static Lie Tell(DoorSide side, Func<Exchange, bool> fits, Func<string, bool> isEvent, Func<int, bool> chooses, Func<string, bool, string[]> turn)
    {
        Lie? lie = null;
        return lie = new Lie(side, every: 1, fits, async exchange =>
        {
            using var answer = await exchange.SendAsync();
            exchange.Begin(answer);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            var (frame, number) = (new StringBuilder(), 0);
            while (await lines.ReadLineAsync() is { } line)
            {
                frame.Append(CultureInfo.InvariantCulture, $"{line}\n");
                if (line.Length > 0)
                {
                    continue;
                }

                var text = frame.ToString();
                frame.Clear();
                var counts = isEvent(text);
                var isChosen = counts && chooses(++number);
                foreach (var piece in counts ? turn(text, isChosen) : [text])
                {
                    await exchange.WriteAsync(piece);
                }

                if (isChosen)
                {
                    lie!.Count();
                }
            }

            return false;
        });
    }
}
