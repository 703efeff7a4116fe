"""Times of one case, in milliseconds. On CUDA by events; on the CPU by the wall clock."""

import statistics
import time

import torch


def median(run, device, repeats, warm_up):
    """The median over `repeats` calls, each alone: the device is idle when a call begins, as it is for a user who explains one picture."""
    for _ in range(warm_up):
        run()
    if device.type != "cuda":
        return statistics.median(_clocked(run) for _ in range(repeats))

    times = []
    for _ in range(repeats):
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        torch.cuda.synchronize()
        begin.record()
        run()
        end.record()
        end.synchronize()
        times.append(begin.elapsed_time(end))
    return statistics.median(times)


def _clocked(run):
    begin = time.perf_counter()
    run()
    return (time.perf_counter() - begin) * 1000


def captured(run, images):
    """
    A CUDA graph of one call, and its output buffer; run must read `images` in place. The replay is held to the eager call on images that the
    capture has not seen: a graph that captured nothing, or baked something in, is fast and wrong.
    """
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):                       # allocates and chooses algorithms outside the capture
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    torch.cuda.synchronize()

    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        output = run()

    with torch.no_grad():
        images.copy_(torch.randn_like(images))
    graph.replay()
    expected = run()
    off = distance(output, expected)
    if not off < 0.01:                                  # written so that NaN fails
        raise ArithmeticError(f"replay differs from the eager call by {off:.1e} of its norm")
    return graph


def distance(found, expected):
    """‖found − expected‖ / ‖expected‖; infinite if nothing was expected, since a zero result checks nothing."""
    found, expected = found.detach().double(), expected.detach().double()
    norm = expected.norm().item()
    return (found - expected).norm().item() / norm if norm > 0 else float("inf")
